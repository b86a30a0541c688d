import type { Member } from "../client/member.ts";

/** The member that this process acts as. Nothing is connected or started before somebody asks for it. */
export class LazyMember {
  readonly #connect: () => Promise<Member>;
  #connecting: Promise<Member> | undefined;
  #member: Member | undefined;

  constructor(connect: () => Promise<Member>) {
    this.#connect = connect;
  }

  /** The member, if it is connected already. */
  get connected(): Member | undefined {
    return this.#member;
  }

  /** Connects on the first call; after a failure the next call tries again. */
  async get(): Promise<Member> {
    this.#connecting ??= this.#connect();
    const connecting = this.#connecting;
    try {
      this.#member = await connecting;
      return this.#member;
    } catch (error) {
      if (this.#connecting === connecting) this.forget();
      throw error;
    }
  }

  /** The server does not know this member any more: connect anew next time. */
  forget(): void {
    this.#connecting = undefined;
    this.#member = undefined;
  }
}
