/** The basket and the signed-in shopper, kept in the browser: the demo has no shop server. */
import { type Product, products } from "./products";

export type Basket = Record<string, number>;
export interface Shopper {
  name: string;
  email: string;
}

export function read<T>(slot: string, otherwise: T): T {
  try {
    return JSON.parse(localStorage.getItem(`shop:${slot}`) ?? "") as T;
  } catch {
    return otherwise;
  }
}

export function keep(slot: string, value: unknown): void {
  localStorage.setItem(`shop:${slot}`, JSON.stringify(value));
}

export function linesOf(basket: Basket): { product: Product; quantity: number }[] {
  return products.filter(({ id }) => basket[id]).map((product) => ({ product, quantity: basket[product.id] ?? 0 }));
}

export function totalOf(basket: Basket): number {
  return Number(linesOf(basket).reduce((sum, { product, quantity }) => sum + product.price * quantity, 0).toFixed(2));
}

/** A product as the Segment e-commerce events write it. */
export function told(product: Product, quantity: number) {
  const { id, name, category, price } = product;
  return { product_id: id, name, category, price, quantity };
}
