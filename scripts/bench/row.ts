/** One line of the table: a budget of the design, what was measured, and whether it holds. */
export type Row = {
  what: string;
  budget: string;
  figure: string;
  met: boolean;
  /** The figures behind it, for a reader of the table. */
  notes: string[];
  /** The same for a program: plain numbers, their unit in the name. */
  values: Record<string, number>;
};

export type Bench = {
  /** Fewer rounds and smaller loads: for a look, not for the record. */
  quick: boolean;
  /** The compiled program that is measured. */
  hiloop: string;
  /** What is worth keeping between runs: compiled baselines, installed packages. */
  cache: string;
  /** A folder of this run alone, removed at its end. */
  scratch: string;
  /** Where measured programs are started: no home lies in it, which hiloop would refuse. */
  work: string;
  say(text: string): void;
};

export type RowGroup = {
  /** What `--only` calls it. */
  name: string;
  run(bench: Bench): Promise<Row[]>;
};
