/** One line of a chart. `timesMs` ascending, same length as `values`; NaN is a value, absence a gap. */
export interface ChartSeries {
  readonly key: string;
  /** What the legend, the cursor and the summary call it. */
  readonly name: string;
  readonly timesMs: Float64Array | readonly number[];
  readonly values: Float64Array | readonly number[];
  /** `line` takes the next palette colour; the others have fixed looks. */
  readonly role?: "line" | "yours" | "wanted" | "context";
}

/** A labelled moment: a deploy, a page, an acknowledgement, an action. */
export interface ChartMark {
  readonly atMs: number;
  readonly text: string;
  readonly kind: "deploy" | "page" | "ack" | "event";
}

export interface ChartThreshold {
  readonly value: number;
  readonly text: string;
  /** The axis reaches it however far away the data are: for limits that give the scale its meaning. */
  readonly always?: boolean;
}
