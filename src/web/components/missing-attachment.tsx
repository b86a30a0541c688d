/** An attachment that this message may not show: it is not there, or somebody else uploaded it. */
export function MissingAttachment() {
  return <p class="missing">A file that its sender did not upload to this session is not shown.</p>;
}
