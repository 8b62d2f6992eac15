// Amounts come in cents.
import { useTranslation } from "react-i18next";

export function useMoney(): (cents: number, currency?: string) => string {
  const { i18n } = useTranslation();
  return (cents, currency = "CNY") => {
    try {
      return new Intl.NumberFormat(i18n.language, { style: "currency", currency }).format(cents / 100);
    } catch {
      return `${(cents / 100).toFixed(2)} ${currency}`;
    }
  };
}
