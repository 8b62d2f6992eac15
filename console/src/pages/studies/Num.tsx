import { NumberInput } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { usePlanning } from "@/pages/studies/planning";
import type { Plan } from "@/pages/studies/shapes";

type Numeric = { [K in keyof Plan]: Plan[K] extends number ? K : never }[keyof Plan];

interface NumProps {
  name: Numeric;
  least: number;
  most: number;
  decimals?: boolean;
}

/** A number of the plan. While it is empty the last one stays. */
export function Num({ name, least, most, decimals }: NumProps) {
  const { t } = useTranslation("studies");
  const { plan, set, mayWrite } = usePlanning();
  return (
    <NumberInput
      label={t(`number.${name}.label`)}
      description={t(`number.${name}.text`)}
      value={plan[name]}
      min={least}
      max={most}
      allowDecimal={decimals ?? false}
      clampBehavior="strict"
      readOnly={!mayWrite}
      onChange={(value) => typeof value === "number" && value >= least && set({ [name]: value }, name)}
    />
  );
}
