// A flow to lead into, by name: the newest are offered, and the chosen one keeps its name however old it is.
import { Select, type SelectProps } from "@mantine/core";

import { useAnswer } from "@/api/queries";
import type { Page } from "@/api/shapes";

const SHOWN = 200;

interface Named {
  id: string;
  name: string;
}

export function FlowSelect(props: SelectProps) {
  const { data } = useAnswer<Page<Named>>("/flows", { limit: SHOWN });
  const offered = data?.items ?? [];
  const isFurther = data !== undefined && !!props.value && !offered.some((one) => one.id === props.value);
  const { data: chosen } = useAnswer<Named>(isFurther ? `/flows/${props.value}` : null);
  // A flow that is gone is shown by the beginning of its id, so that it can be seen and replaced.
  const further = isFurther ? [chosen ?? { id: props.value as string, name: (props.value as string).slice(0, 8) }] : [];
  return <Select searchable {...props} data={[...further, ...offered].map((one) => ({ value: one.id, label: one.name || one.id.slice(0, 8) }))} />;
}
