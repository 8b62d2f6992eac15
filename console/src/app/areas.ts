// What an area tells the shell. Each folder under pages/ exports its `area` from routes.tsx; nobody lists them.
import type { LucideIcon } from "lucide-react";
import type { ComponentType } from "react";

export type Group = "home" | "insight" | "interaction" | "conversion" | "settings";

export interface AreaPage {
  /** Path of the router, such as `/customers/$customer`. */
  path: string;
  load: () => Promise<{ default: ComponentType }>;
  /** The page fills the window itself (desk, canvas) instead of scrolling with a margin. */
  fills?: boolean;
}

export interface Area {
  name: string;
  group: Group;
  icon: LucideIcon;
  /** Where the navigation leads; none for areas outside of it. */
  to?: string;
  /** Needed to see the area at all; of several, any one is enough. */
  right?: string | string[];
  /** Place within its group. */
  order?: number;
  /** Letter after G that goes there. */
  letter?: string;
  pages: AreaPage[];
}

const found = import.meta.glob<{ area: Area }>("../pages/*/routes.tsx", { eager: true });
const GROUPS: Group[] = ["home", "insight", "interaction", "conversion", "settings"];

export const areas: Area[] = Object.values(found)
  .map((file) => file.area)
  .sort((a, b) => GROUPS.indexOf(a.group) - GROUPS.indexOf(b.group) || (a.order ?? 9) - (b.order ?? 9));

export function allows(needed: string | string[] | undefined, rights: readonly string[]): boolean {
  return !needed || [needed].flat().some((right) => rights.includes(right));
}

export function reachable(rights: readonly string[]): Area[] {
  return areas.filter((area) => area.to && allows(area.right, rights));
}
