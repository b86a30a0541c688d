import { visibleName } from "../../components/visible-text.ts";
import { KIND_WORDS, type Who } from "./named-text.ts";

/** Who it is, within a sentence: the kind stands outside the name, so that no name can pose as a person's. */
export function Named({ who }: { who: Who }) {
  const kind = KIND_WORDS[who.type];
  return (
    <>
      <strong>{visibleName(who.name)}</strong>
      {kind && <span class="quiet"> ({kind})</span>}
    </>
  );
}
