import { useId } from "react";

const nine = "M10.4 6.2a4.2 4.2 0 1 1-8.4 0 4.2 4.2 0 0 1 8.4 0v1.6c0 4-2.2 7.2-6.4 8";
const [top, height] = [0.5, 16.5];

/** Four nines, each a quarter of the error budget; they drain from the right as it is used up. */
export function Mark({ left, label }: { left: number; label: string }) {
  const id = useId();
  return (
    <svg className="mark" viewBox="0 0 51 18" role="img" aria-label={label}>
      {[0, 1, 2, 3].map((quarter) => {
        const share = Math.min(1, Math.max(0, left * 4 - quarter));
        return (
          <g key={quarter} transform={`translate(${quarter * 12.6})`}>
            <path className="e" d={nine} />
            <clipPath id={`${id}${quarter}`}>
              <rect x="0" y={top + height * (1 - share)} width="13" height={height * share} />
            </clipPath>
            <path className="f" d={nine} clipPath={`url(#${id}${quarter})`} />
          </g>
        );
      })}
    </svg>
  );
}
