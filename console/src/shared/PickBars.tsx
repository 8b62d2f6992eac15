import { Tooltip } from "@mantine/core";

interface PickBarsProps {
  /** Of the list, of a bar's button, and of the words below. */
  classes: { list: string; bar?: string | undefined; ends: string | undefined };
  /** `tall` in percent of the room there is; `label` says what the bar shows. */
  bars: { key: string | number; label: string; tall: number; onPick: () => void }[];
  /** What the first and the last bar stand for. */
  ends: [string | undefined, string | undefined];
}

/** Upright bars side by side; each says its figures, and opens what is behind it. */
export function PickBars({ classes, bars, ends }: PickBarsProps) {
  return (
    <>
      <ul className={classes.list}>
        {bars.map(({ key, label, tall, onPick }) => (
          <li key={key}>
            <Tooltip label={label}>
              <button type="button" className={classes.bar} aria-label={label} onClick={onPick}>
                <span style={{ height: `${tall}%` }} />
              </button>
            </Tooltip>
          </li>
        ))}
      </ul>
      <div className={classes.ends}>
        <span>{ends[0]}</span>
        <span>{ends[1]}</span>
      </div>
    </>
  );
}
