/** A series of measurements of one thing. */
export class Samples {
  readonly values: number[] = [];

  add(value: number): void {
    this.values.push(value);
  }

  get count(): number {
    return this.values.length;
  }

  get min(): number {
    return this.percentile(0);
  }

  get median(): number {
    return this.percentile(50);
  }

  get max(): number {
    return this.percentile(100);
  }

  /** The smallest value that at least `percent` of all values do not exceed. */
  percentile(percent: number): number {
    const sorted = this.values.toSorted((left, right) => left - right);
    const value = sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)];
    if (value === undefined) throw new Error("Nothing was measured.");
    return value;
  }

  /** `12.3 ms (min 11.9)`. */
  spread(): string {
    return `${milliseconds(this.median)} (min ${milliseconds(this.min)})`;
  }
}

export function milliseconds(value: number): string {
  return `${value.toFixed(value < 10 ? 2 : 1)} ms`;
}

export function times(value: number): string {
  return `${value.toFixed(2)} ×`;
}

export function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
