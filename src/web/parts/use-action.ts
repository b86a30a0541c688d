import { useSignal } from "@preact/signals";
import { type HiloopError, toHiloopError } from "../../protocol/error.ts";

export type Action = {
  isBusy: boolean;
  error: HiloopError | undefined;
  /** Runs it, unless it is running; never throws. */
  run(): Promise<void>;
  forgetError(): void;
};

/** Something a button sets off: whether it is on its way, and what went wrong the last time. */
export function useAction(act: () => Promise<void>): Action {
  const isBusy = useSignal(false);
  const error = useSignal<HiloopError | undefined>(undefined);
  return {
    isBusy: isBusy.value,
    error: error.value,
    async run() {
      if (isBusy.value) return;
      isBusy.value = true;
      error.value = undefined;
      try {
        await act();
      } catch (thrown) {
        error.value = toHiloopError(thrown);
      } finally {
        isBusy.value = false;
      }
    },
    forgetError() {
      error.value = undefined;
    },
  };
}

/** What a form does with its action when it is submitted. */
export function submitting(action: Action): (event: SubmitEvent) => void {
  return (event) => {
    event.preventDefault();
    action.run();
  };
}
