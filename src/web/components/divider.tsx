export function DividerView() {
  return <hr class="divider" />;
}
