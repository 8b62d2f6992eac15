import { useState } from "preact/hooks";
import { type Basket, linesOf, type Shopper, totalOf } from "./basket";
import { Picture } from "./Picture";
import { priceOf } from "./products";

interface CartProps {
  basket: Basket;
  onChange: (basket: Basket) => void;
  onOrder: () => void;
}

export function CartPage({ basket, onChange, onOrder }: CartProps) {
  const lines = linesOf(basket);
  if (!lines.length) return <p class="empty">购物车是空的。<a href="#/">去逛逛</a></p>;
  return (
    <section class="cart">
      <h1>购物车</h1>
      <ul>
        {lines.map(({ product, quantity }) => (
          <li key={product.id}>
            <Picture product={product} />
            <a href={`#/p/${product.id}`}>{product.name}</a>
            <label>
              数量
              <input
                type="number"
                min={0}
                max={99}
                value={quantity}
                onChange={(event) => onChange({ ...basket, [product.id]: Number((event.target as HTMLInputElement).value) })}
              />
            </label>
            <span class="price">{priceOf(product.price * quantity)}</span>
          </li>
        ))}
      </ul>
      <p class="total">合计 <strong>{priceOf(totalOf(basket))}</strong></p>
      <button type="button" class="main" onClick={onOrder}>提交订单</button>
    </section>
  );
}

export function SignIn({ shopper, onChange }: { shopper: Shopper | null; onChange: (shopper: Shopper | null) => void }) {
  const [isOpen, setOpen] = useState(false);
  if (shopper) return <button type="button" onClick={() => onChange(null)}>{shopper.name}（退出）</button>;
  if (!isOpen) return <button type="button" onClick={() => setOpen(true)}>登录</button>;
  const submit = (event: Event) => {
    event.preventDefault();
    const form = new FormData(event.target as HTMLFormElement);
    setOpen(false);
    onChange({ name: String(form.get("name")), email: String(form.get("email")) });
  };
  return (
    <form class="sign-in" onSubmit={submit}>
      <input name="name" required placeholder="称呼" aria-label="称呼" autoComplete="name" />
      <input name="email" type="email" required placeholder="邮箱" aria-label="邮箱" autoComplete="email" />
      <button type="submit" class="main">登录</button>
    </form>
  );
}
