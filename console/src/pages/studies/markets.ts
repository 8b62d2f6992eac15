// Markets to simulate: what people choose among. Pure.
import type { Attribute, Market, Plan, Product, Scenario } from "@/pages/studies/shapes";
import { isNumeric } from "@/pages/studies/words";

const MOST_PRODUCTS = 12;

export const canAdd = (market: Market) => market.products.length < MOST_PRODUCTS;

/** The lowest and highest number that was asked about. */
export function tested(one: Attribute): [number, number] {
  const values = one.levels.flatMap((level) => (level.value === null ? [] : [level.value]));
  return values.length > 0 ? [Math.min(...values), Math.max(...values)] : [0, 1];
}

export function priceOf(plan: Plan): Attribute | undefined {
  return plan.attributes.find((one) => one.is_price);
}

/** A product that has the level at `place` of every attribute, round about. */
export function productAt(plan: Plan, name: string, place: number, is_own: boolean): Product {
  const levels = plan.attributes.map((one): [string, string | number] => {
    const level = one.levels[place % Math.max(1, one.levels.length)];
    const middle = one.levels[Math.floor((one.levels.length - 1) / 2)];
    return [one.code, isNumeric(one) ? (middle?.value ?? 0) : (level?.code ?? "")];
  });
  return { name, levels: Object.fromEntries(levels), is_own, cost: 0, available: 1 };
}

/** One of ours and two rivals, which differ in their first levels and cost the same. */
export function firstMarket(plan: Plan, own: string, rival: (number: number) => string): Market {
  const products = [productAt(plan, own, 0, true), productAt(plan, rival(1), 1, false), productAt(plan, rival(2), 2, false)];
  return { products, rule: "share", scale: 1, has_none: plan.has_none, product_error: 0, beyond_tested: false, seed: 1 };
}

/** The scenario that was saved last. */
export function newest(rows: Scenario[]): Scenario | undefined {
  return rows.reduce<Scenario | undefined>((best, one) => (best && best.changed_at >= one.changed_at ? best : one), undefined);
}

/** Whether both ask the same of the simulator. */
export function isSame(one: Market, other: Market): boolean {
  const plain = ({ products, ...rest }: Market) =>
    JSON.stringify([Object.entries(rest).sort(), products.map(({ levels, ...more }) => [Object.entries(more).sort(), Object.entries(levels).sort()])]);
  return plain(one) === plain(other);
}

/** What the plan no longer has is left out, what it has since is put in; the same market where nothing changed. */
export function fitted(plan: Plan, market: Market): Market {
  let isSame = true;
  const products = market.products.map((product) => {
    const levels = Object.fromEntries(
      plan.attributes.map((one): [string, string | number] => {
        const given = product.levels[one.code];
        const asNumber = typeof given === "number" ? given : one.levels.find((level) => level.code === given)?.value;
        const [low, high] = tested(one);
        if (isNumeric(one)) return [one.code, Math.min(Math.max(asNumber ?? low, market.beyond_tested ? 0 : low), market.beyond_tested ? Infinity : high)];
        return [one.code, one.levels.some((level) => level.code === given) ? (given as string) : (one.levels[0]?.code ?? "")];
      }),
    );
    const changed = JSON.stringify(Object.entries(levels).sort()) !== JSON.stringify(Object.entries(product.levels).sort());
    if (changed) isSame = false;
    return changed ? { ...product, levels } : product;
  });
  return isSame ? market : { ...market, products };
}

/** A name that no other product has. */
export function freeName(products: Product[], wanted: string): string {
  const start = wanted.replace(/ \d+$/, "");
  let name = wanted;
  for (let number = 2; products.some((one) => one.name === name); number += 1) name = `${start} ${number}`;
  return name;
}

/** Names must be there and differ, else shares cannot be told apart. */
export function isSound(market: Market): boolean {
  const names = market.products.map((one) => one.name.trim());
  return names.length + Number(market.has_none) > 1 && names.every(Boolean) && new Set(names).size === names.length;
}

/** A step that moves through the tested range in about a hundred. */
export function stepOf([low, high]: [number, number]): number {
  const raw = (high - low) / 100;
  if (raw <= 0) return 1;
  const size = 10 ** Math.floor(Math.log10(raw));
  return [1, 2, 5].map((one) => one * size).find((one) => one >= raw * 0.8) ?? size * 10;
}
