import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Client } from "../core";
import type { MenuItem } from "./greeting";
import { BackIcon, MoreIcon } from "./icons";
import type { Texts } from "./texts";
import { isWeb } from "./turns";

interface MenuProps {
  client: Client;
  items: MenuItem[];
  texts: Texts;
  onTaken: () => void;
}

/** The tree, one level at a time; the last level is one tap from its answer. */
export function Menu({ client, items, texts, onTaken }: MenuProps) {
  const [path, setPath] = useState<MenuItem[]>([]);
  const list = useRef<HTMLUListElement>(null);
  const moved = useRef(false);
  const here = path.at(-1);
  useLayoutEffect(() => {
    if (moved.current) list.current?.querySelector<HTMLElement>("button, a")?.focus();
  }, [path]);
  const go = (next: MenuItem[]) => ((moved.current = true), setPath(next));
  const take = (item: MenuItem) => {
    if (item.kind === "children") return go([...path, item]);
    client.send(item.label, { tap: item.tap ?? { kind: "menu", id: item.id } });
    setPath([]);
    onTaken();
  };
  return (
    <nav class="menu" aria-label={here?.label ?? texts.say("menu")}>
      {here && (
        <button type="button" class="entry is-back" onClick={() => go(path.slice(0, -1))}>
          <BackIcon />
          <span class="unseen">{texts.say("back")}</span>
          <b>{here.label}</b>
        </button>
      )}
      <ul ref={list}>
        {(here?.children ?? items).map((item) => (
          <li key={item.id}>
            {item.kind === "link" && isWeb(item.url) ? (
              <a class="entry" href={item.url} target="_blank" rel="noopener noreferrer">
                {item.label}
              </a>
            ) : (
              <button type="button" class="entry" onClick={() => take(item)}>
                {item.label}
                {item.kind === "children" && <MoreIcon />}
              </button>
            )}
          </li>
        ))}
      </ul>
    </nav>
  );
}
