import { emptyRoster, extendRoster, restoreRoster, rosterRoot } from "../crypto/roster.ts";
import type { Roster } from "../crypto/roster-member.ts";
import { HiloopError } from "../protocol/error.ts";
import { RosterSchema } from "../protocol/membership.ts";
import type { RosterEntry } from "../protocol/roster-entry.ts";
import type { Http } from "./http.ts";
import type { PinStore } from "./pins.ts";

/** A verified roster that follows the server's, entry by entry, and never goes back. */
export class RosterSync {
  roster: Roster;
  #entries: RosterEntry[] = [];
  readonly #http: Http;
  readonly #path: string;
  readonly #pins: PinStore;
  #running: Promise<Roster> | undefined;

  constructor(http: Http, face: string, spaceId: string, pins: PinStore) {
    this.#http = http;
    this.#path = `/v1/${face}/roster`;
    this.#pins = pins;
    this.roster = emptyRoster(spaceId);
  }

  /** Starts from the pin if there is one, then fetches. Throws `tampered` when root or history differ from what is trusted. */
  async start(root: string): Promise<Roster> {
    const pin = await this.#pins.load(this.roster.spaceId);
    if (pin && pin.root !== root) throw forked("has another root than the one known here");
    if (pin) {
      this.roster = await restoreRoster(this.roster.spaceId, pin.entries);
      this.#entries = pin.entries;
    }
    const roster = await this.refresh();
    if (rosterRoot(roster) !== root) throw forked("has another root than the one vouched for");
    return roster;
  }

  /** Fetches what is new; concurrent calls share one request. */
  refresh(): Promise<Roster> {
    this.#running ??= this.#fetch().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  async #fetch(): Promise<Roster> {
    const known = this.roster.hashes.length;
    // The newest known entry is asked for again: a fork of the same length shows there.
    const after = Math.max(known - 2, -1);
    const { entries } = await this.#http.send("GET", this.#path, RosterSchema, { query: { after } });
    const repeated = entries.filter((entry) => entry.n < known);
    if (known > 0 && repeated.length !== 1) throw forked("is shorter than the one known here");
    if (known > 0 && JSON.stringify(repeated[0]) !== JSON.stringify(this.#entries[known - 1]))
      throw forked("differs from the one known here");
    const added = entries.filter((entry) => entry.n >= known);
    if (added.length === 0) return this.roster;
    const roster = await extendRoster(this.roster, added);
    this.roster = roster;
    this.#entries = [...this.#entries, ...added];
    await this.#pins.save(roster.spaceId, { root: rosterRoot(roster), entries: this.#entries });
    return roster;
  }
}

function forked(how: string): HiloopError {
  return new HiloopError("tampered", `The roster of this space ${how}.`, {
    advice:
      "The server may be lying about who belongs to the space, or a backup was restored. Nothing was accepted; ask whoever runs it.",
  });
}
