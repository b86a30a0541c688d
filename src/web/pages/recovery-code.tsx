import { CopyButton } from "../parts/copy-button.tsx";
import { Icon } from "../parts/icon.tsx";
import { saveFile } from "../state/save-file.ts";

/** A secret that is shown once, to copy or to save as a file. */
export function RecoveryCode({ code }: { code: string }) {
  function save(): void {
    const text = `hiloop recovery code for ${location.origin}\n\n${code}\n\nWhoever has it can read and answer everything in this space.\n`;
    saveFile(new Blob([text]), "hiloop-recovery-code.txt");
  }
  return (
    <div class="secret">
      <output class="secret-text">{code}</output>
      <div class="secret-actions">
        <CopyButton text={code} />
        <button type="button" class="button button-small" onClick={save}>
          <Icon name="download" small /> Save as a file
        </button>
      </div>
    </div>
  );
}
