import { HiloopError } from "../protocol/error.ts";

/** What a file counts for at least: tiny ones would fill a disk by their number. */
const LEAST_BYTES = 64 * 1024;

type Account = { bytes: number; running: number; counted: Promise<void> };

/** Tells how a file is about to change its size; throws `too_large` when that is more than its uploader may have. */
export type Resize = (from: number, to: number) => void;

/** What each uploader has in each session: counted on disk when it first adds something, then kept along. */
export class BlobUsage {
  readonly #sizesOf: (owner: string) => Promise<number[]>;
  readonly #accounts = new Map<string, Account>();

  constructor(sizesOf: (owner: string) => Promise<number[]>) {
    this.#sizesOf = sizesOf;
  }

  /** Runs one upload of an owner whose files may have `mostBytes` together. */
  async during<Result>(
    owner: string,
    mostBytes: number,
    upload: (resize: Resize) => Promise<Result>,
  ): Promise<Result> {
    const account = this.#open(owner);
    account.running += 1;
    try {
      await account.counted;
      return await upload((from, to) => {
        const bytes = account.bytes + charge(to) - charge(from);
        if (to > from && bytes > mostBytes) throw allUsed(mostBytes);
        account.bytes = bytes;
      });
    } finally {
      account.running -= 1;
    }
  }

  /** Counts again from the disk, when it is next asked, for those who are not uploading right now. */
  forgetIdle(): void {
    for (const [owner, { running }] of this.#accounts) if (running === 0) this.#accounts.delete(owner);
  }

  #open(owner: string): Account {
    const known = this.#accounts.get(owner);
    if (known) return known;
    const counted = this.#sizesOf(owner).then((sizes) => {
      for (const size of sizes) account.bytes += charge(size);
    });
    const account: Account = { bytes: 0, running: 0, counted };
    this.#accounts.set(owner, account);
    return account;
  }
}

function charge(size: number): number {
  return size === 0 ? 0 : Math.max(size, LEAST_BYTES);
}

function allUsed(mostBytes: number): HiloopError {
  return new HiloopError(
    "too_large",
    `Your files in this session would be larger than ${mostBytes} bytes together, which is all that you may store in it.`,
    {
      advice:
        "Send a smaller file. An upload that is never finished counts too, until a day after its last part.",
    },
  );
}
