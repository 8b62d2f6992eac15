/** What the demo shop sells. Categories are those of the loaded purchase history, so audiences catch both. */
export interface Product {
  id: string;
  name: string;
  category: string;
  label: string;
  price: number;
  about: string;
  shape: "bottle" | "box" | "pack" | "jar" | "fruit" | "bread";
  tone: "sand" | "mint" | "sky" | "rose" | "sun" | "clay";
}

export const products: Product[] = [
  { id: "B101", name: "有机米粉 · 6 月龄起", category: "BABY FOODS", label: "母婴", price: 49.9, shape: "box", tone: "mint", about: "东北有机大米单一原料，强化铁。225 克，小袋独立包装。" },
  { id: "B102", name: "超薄纸尿裤 L 码 54 片", category: "BABY HBC", label: "母婴", price: 89, shape: "pack", tone: "sky", about: "一整夜干爽，腰贴可反复粘贴。适合 9–14 公斤。" },
  { id: "B103", name: "苹果西梅果泥 4 袋", category: "BABY FOODS", label: "母婴", price: 32.8, shape: "jar", tone: "rose", about: "只有苹果和西梅，不加糖、不加水。每袋 100 克。" },
  { id: "C201", name: "云南日晒咖啡豆 250 克", category: "COFFEE", label: "冲饮", price: 68, shape: "pack", tone: "clay", about: "保山产区，中度烘焙，莓果与红糖的味道。下单当天烘。" },
  { id: "C202", name: "冷萃乌龙茶 6 瓶", category: "TEAS", label: "冲饮", price: 39, shape: "bottle", tone: "sun", about: "安溪铁观音低温萃取八小时，无糖。" },
  { id: "F301", name: "赣南脐橙 5 斤", category: "CITRUS", label: "生鲜", price: 36.6, shape: "fruit", tone: "sun", about: "树上熟，现摘现发。坏果包赔。" },
  { id: "F302", name: "鲜牛奶 950 毫升", category: "FLUID MILK PRODUCTS", label: "生鲜", price: 16.8, shape: "bottle", tone: "sky", about: "七天保质期，3.6 克乳蛋白。冷链次日达。" },
  { id: "K401", name: "全麦核桃吐司", category: "BREAD", label: "烘焙", price: 22, shape: "bread", tone: "sand", about: "每天清晨出炉，全麦粉六成，整颗核桃。" },
];

export const priceOf = (amount: number) =>
  new Intl.NumberFormat("zh-CN", { style: "currency", currency: "CNY" }).format(amount);
