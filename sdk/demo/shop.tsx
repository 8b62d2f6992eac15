/** A small shop with the SDK on it: what visitors do here is what the console shows. */
import { render } from "preact";
import { useEffect, useState } from "preact/hooks";
import { type Basket, keep, linesOf, read, type Shopper, told, totalOf } from "./basket";
import { CartPage, SignIn } from "./cart";
import { Picture } from "./Picture";
import { priceOf, type Product, products } from "./products";

type Call = (...call: unknown[]) => unknown;
const page = window as unknown as { FL?: Call & { q?: unknown[] } };
const stub: Call & { q?: unknown[] } = (...call) => (stub.q ??= []).push(call);
page.FL ??= stub;
const FL: Call = (...call) => page.FL?.(...call);

function Shop() {
  const [route, setRoute] = useState(location.hash);
  const [basket, setBasket] = useState<Basket>(read("basket", {}));
  const [shopper, setShopper] = useState<Shopper | null>(read("shopper", null));
  const [thanks, setThanks] = useState("");
  useEffect(() => {
    const change = () => (setRoute(location.hash), setThanks(""), scrollTo(0, 0), FL("page"));
    addEventListener("hashchange", change);
    return () => removeEventListener("hashchange", change);
  }, []);
  const put = (next: Basket) => (keep("basket", next), setBasket(next));
  const add = (product: Product) => {
    put({ ...basket, [product.id]: (basket[product.id] ?? 0) + 1 });
    FL("track", "Product Added", { ...told(product, 1), currency: "CNY" });
  };
  const order = () => {
    const order_id = `D${Date.now().toString(36).toUpperCase()}`;
    const total = totalOf(basket);
    const lines = linesOf(basket).map(({ product, quantity }) => told(product, quantity));
    FL("track", "Order Completed", { order_id, total, revenue: total, currency: "CNY", products: lines });
    put({});
    setThanks(order_id);
  };
  const signIn = (one: Shopper | null) => {
    keep("shopper", one);
    setShopper(one);
    if (one) FL("identify", one.email.toLowerCase(), { ...one });
    else FL("reset");
  };
  const count = Object.values(basket).reduce((sum, one) => sum + one, 0);
  const product = products.find(({ id }) => route === `#/p/${id}`);
  return (
    <>
      <header>
        <a class="brand" href="#/">小满良品</a>
        <nav>
          <SignIn shopper={shopper} onChange={signIn} />
          <a href="#/cart" class="basket">购物车（{count}）</a>
        </nav>
      </header>
      <main>
        {thanks && <p class="thanks" role="status">下单成功，订单号 {thanks}。我们会尽快发货。</p>}
        {product ? (
          <ProductPage key={product.id} product={product} onAdd={() => add(product)} />
        ) : route === "#/cart" ? (
          <CartPage basket={basket} onChange={put} onOrder={order} />
        ) : (
          <Shelf onAdd={add} />
        )}
      </main>
      <footer>演示商店：商品、价格均为虚构，下单不会扣款。</footer>
    </>
  );
}

function Shelf({ onAdd }: { onAdd: (product: Product) => void }) {
  return (
    <>
      <section class="hero">
        <h1>好好过日子，从一日三餐开始</h1>
        <p>产地直发，当天发货。有问题？右下角找我们，真人回复。</p>
      </section>
      <ul class="shelf">
        {products.map((product) => (
          <li key={product.id}>
            <a href={`#/p/${product.id}`}>
              <Picture product={product} />
              <span class="label">{product.label}</span>
              <strong>{product.name}</strong>
            </a>
            <div class="buy">
              <span class="price">{priceOf(product.price)}</span>
              <button type="button" aria-label={`加入购物车：${product.name}`} onClick={() => onAdd(product)}>加入</button>
            </div>
          </li>
        ))}
      </ul>
    </>
  );
}

function ProductPage({ product, onAdd }: { product: Product; onAdd: () => void }) {
  useEffect(() => {
    document.title = `${product.name} · 小满良品`;
    FL("track", "Product Viewed", { ...told(product, 1), currency: "CNY" });
    FL("setContext", { product: product.name, product_id: product.id });
    return () => ((document.title = "小满良品 · 好好过日子"), FL("setContext", {}));
  }, []);
  return (
    <article class="product">
      <Picture product={product} />
      <div>
        <p class="label">{product.label}</p>
        <h1>{product.name}</h1>
        <p class="price">{priceOf(product.price)}</p>
        <p>{product.about}</p>
        <div class="buy">
          <button type="button" class="main" onClick={onAdd}>加入购物车</button>
          <button type="button" onClick={() => FL("open")}>问问客服</button>
        </div>
        <a href="#/">← 继续逛逛</a>
      </div>
    </article>
  );
}

/** The demo tells its write key; a copy of the page elsewhere takes it from `?key=`. */
async function settings(): Promise<{ key: string; host?: string }> {
  const given = new URLSearchParams(location.search).get("key");
  if (given) return { key: given };
  const answer = await fetch("/shop/config.json");
  return (await answer.json()) as { key: string; host?: string };
}

render(<Shop />, document.getElementById("shop")!);
void settings().then(({ key, host }) => {
  const shopper = read<Shopper | null>("shopper", null);
  FL("init", { key, ...(host && { host }), locale: "zh-CN" });
  if (shopper) FL("identify", shopper.email.toLowerCase(), { ...shopper });
});
