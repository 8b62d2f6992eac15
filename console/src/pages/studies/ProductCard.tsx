import { ActionIcon, Group, Menu, NumberInput, Select, Switch, TextInput } from "@mantine/core";
import { Copy, Ellipsis, Trash2 } from "lucide-react";
import { useTranslation } from "react-i18next";

import { useFormats } from "@/i18n/format";
import { LevelSlider } from "@/pages/studies/LevelSlider";
import { usePlanning } from "@/pages/studies/planning";
import type { Product, Share } from "@/pages/studies/shapes";
import classes from "@/pages/studies/Studies.module.css";
import { isNumeric, useRange } from "@/pages/studies/words";

interface ProductCardProps {
  product: Product;
  place: number;
  share: Share | undefined;
  onCopy: () => void;
  onRemove: () => void;
}

/** One product: its levels, its price as a slider, and the share it takes. */
export function ProductCard({ product, place, share, onCopy, onRemove }: ProductCardProps) {
  const { t } = useTranslation("studies");
  const { plan, names, drawing } = usePlanning();
  const { percent } = useFormats();
  const range = useRange(percent);
  const set = (part: Partial<Product>) => drawing.setProduct(place, part);
  const setLevel = (code: string, level: string | number) => set({ levels: { ...product.levels, [code]: level } });
  return (
    <section className={classes.product} aria-label={product.name} data-own={product.is_own || undefined}>
      <Group gap={6} wrap="nowrap">
        <TextInput
          flex={1}
          aria-label={t("product.name", { n: place + 1 })}
          value={product.name}
          maxLength={80}
          error={!product.name.trim()}
          styles={{ input: { fontWeight: 600 } }}
          onChange={(event) => set({ name: event.currentTarget.value })}
        />
        <ProductMenu name={product.name} onCopy={onCopy} onRemove={drawing.market.products.length > 1 ? onRemove : undefined} />
      </Group>
      <Switch size="sm" label={t("product.isOwn")} checked={product.is_own} onChange={(event) => set({ is_own: event.currentTarget.checked })} />
      <div className={`${classes.productShare} fl-number`}>
        <span>{t("axis.share")}</span>
        <strong>{share ? percent(share.share) : "–"}</strong>
        <small>{range(share?.low, share?.high)}</small>
      </div>
      {plan.attributes.map((one) => {
        const label = names.nameOf(one);
        const value = product.levels[one.code];
        return isNumeric(one) ? (
          <LevelSlider key={one.code} attribute={one} product={product.name} value={typeof value === "number" ? value : 0} onChange={(next) => setLevel(one.code, next)} />
        ) : (
          <Select
            key={one.code}
            label={label}
            aria-label={`${product.name}: ${label}`}
            data={one.levels.map((level) => ({ value: level.code, label: names.levelOf(one, level) }))}
            value={String(value)}
            allowDeselect={false}
            onChange={(next) => next && setLevel(one.code, next)}
          />
        );
      })}
      <Group gap="xs" grow>
        <NumberInput label={t("product.available")} value={Math.round(product.available * 100)} min={0} max={100} suffix=" %" clampBehavior="strict" onChange={(next) => typeof next === "number" && set({ available: next / 100 })} />
        {product.is_own && <NumberInput label={t("product.cost")} value={product.cost} min={0} hideControls onChange={(next) => typeof next === "number" && set({ cost: next })} />}
      </Group>
    </section>
  );
}

function ProductMenu({ name, onCopy, onRemove }: { name: string; onCopy: () => void; onRemove: (() => void) | undefined }) {
  const { t } = useTranslation("studies");
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t("product.more", { name })}>
          <Ellipsis size={16} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<Copy size={14} aria-hidden />} onClick={onCopy}>
          {t("product.copy")}
        </Menu.Item>
        <Menu.Item color="red" leftSection={<Trash2 size={14} aria-hidden />} disabled={!onRemove} onClick={onRemove}>
          {t("product.remove")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
