import type { Product } from "./products";

const SHAPES: Record<Product["shape"], preact.JSX.Element> = {
  bottle: <path d="M43 18h14v14c8 5 11 10 11 18v28a6 6 0 0 1-6 6H38a6 6 0 0 1-6-6V50c0-8 3-13 11-18z" />,
  box: <path d="m50 20 30 14v34L50 82 20 68V34zm0 30 30-16M50 50v32M50 50 20 34" />,
  pack: <path d="M28 24h44l4 8-3 44a6 6 0 0 1-6 6H33a6 6 0 0 1-6-6l-3-44zM24 32h52M42 50h16" />,
  jar: <path d="M34 20h32v10H34zm-4 10h40l4 10v36a6 6 0 0 1-6 6H32a6 6 0 0 1-6-6V40zM26 50h48v18H26" />,
  fruit: <path d="M50 32c16-8 30 4 30 22S66 84 50 84 20 72 20 54s14-30 30-22zm0 0c0-8 4-14 12-16" />,
  bread: <path d="M24 40c-6-14 8-20 26-20s32 6 26 20c-2 4-4 4-4 8v28a4 4 0 0 1-4 4H32a4 4 0 0 1-4-4V48c0-4-2-4-4-8zm20 6v22m12-22v22" />,
};

export const Picture = ({ product }: { product: Product }) => (
  <svg class={`picture is-${product.tone}`} viewBox="0 0 100 100" role="img" aria-label={product.name}>
    <rect width="100" height="100" />
    <g>{SHAPES[product.shape]}</g>
  </svg>
);
