import { Accordion, Table, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { useFormats } from "@/i18n/format";
import { Histogram } from "@/pages/studies/Histogram";
import type { HeldOut, Result } from "@/pages/studies/shapes";
import classes from "@/pages/studies/Studies.module.css";

/** For those who want to know how it was worked out, closed until asked for. */
export function Diagnostics({ result }: { result: Result }) {
  const { t } = useTranslation("studies");
  const { fit, chain, held_out, quality } = result;
  if (!fit && !chain && !held_out && !quality) return null;
  return (
    <Accordion variant="contained" radius="lg" multiple defaultValue={held_out ? ["held"] : []}>
      {held_out && (
        <Accordion.Item value="held">
          <Accordion.Control>{t("held.title")}</Accordion.Control>
          <Accordion.Panel>
            <Held held={held_out} />
          </Accordion.Panel>
        </Accordion.Item>
      )}
      {quality && (
        <Accordion.Item value="quality">
          <Accordion.Control>{t("rlh.title")}</Accordion.Control>
          <Accordion.Panel>
            <Histogram quality={quality} />
          </Accordion.Panel>
        </Accordion.Item>
      )}
      {(fit || chain) && (
        <Accordion.Item value="fit">
          <Accordion.Control>{t("fit.title")}</Accordion.Control>
          <Accordion.Panel>
            <Fitted result={result} />
          </Accordion.Panel>
        </Accordion.Item>
      )}
    </Accordion>
  );
}

/** Tasks that the model had not seen, foretold by it, by one taste for all, and by guessing. */
function Held({ held }: { held: HeldOut }) {
  const { t } = useTranslation("studies");
  const { percent, number, amount } = useFormats();
  const rows: [string, number, number | null, number | null][] = [
    ["own", held.hit, held.log_likelihood, held.share_error],
    ["mnl", held.mnl_hit, held.mnl_log_likelihood, held.mnl_share_error],
    ["chance", held.chance_hit, null, null],
  ];
  return (
    <>
      <Text size="sm" c="dimmed" mb="sm">
        {t("held.text", { n: number(held.tasks) })}
      </Text>
      <Table.ScrollContainer minWidth={420} scrollAreaProps={{ viewportProps: { tabIndex: 0, role: "group", "aria-label": t("held.title") } }}>
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Td />
              {["hit", "likelihood", "error"].map((name) => (
                <Table.Th key={name} ta="right">
                  {t(`held.${name}`)}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map(([name, hit, likelihood, error]) => (
              <Table.Tr key={name}>
                <Table.Th fw={550}>{t(`held.${name}`)}</Table.Th>
                <Table.Td ta="right" className="fl-number">
                  {percent(hit)}
                </Table.Td>
                <Table.Td ta="right" className="fl-number">
                  {likelihood === null ? "–" : amount(likelihood)}
                </Table.Td>
                <Table.Td ta="right" className="fl-number">
                  {error === null ? "–" : percent(error)}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </>
  );
}

function Fitted({ result: { fit, chain, seconds, left_out } }: { result: Result }) {
  const { t } = useTranslation("studies");
  const { percent, number, amount } = useFormats();
  const shown = (value: number | null | undefined, words: (value: number) => string) => (value === null || value === undefined ? "–" : words(value));
  const small = (value: number) => (Math.abs(value) < 0.01 && value !== 0 ? value.toExponential(1) : amount(value));
  const lines: [string, string][] = [
    ...(fit
      ? ([
          ["people", number(fit.people)],
          ["tasks", number(fit.tasks)],
          ["parameters", number(fit.parameters)],
          ["likelihood", shown(fit.log_likelihood, amount)],
          ["null", shown(fit.null_log_likelihood, amount)],
          ["rho", shown(fit.rho_squared, percent)],
          ["hit", shown(fit.hit, percent)],
          ["iterations", number(fit.iterations)],
          ["gradient", shown(fit.gradient_norm, small)],
          ["converged", t(fit.converged ? "fit.yes" : "fit.no")],
        ] as [string, string][])
      : []),
    ...(chain
      ? ([
          ["draws", t("fit.drawn", { draws: number(chain.draws), burn: number(chain.burn_in) })],
          ["rhat", shown(chain.largest_rhat, amount)],
          ["effective", shown(chain.least_effective, (value) => number(Math.round(value)))],
          ["acceptance", shown(chain.acceptance, percent)],
          ["seed", String(chain.seed)],
        ] as [string, string][])
      : []),
    ["leftOut", number(left_out)],
    ["seconds", amount(seconds)],
  ];
  return (
    <dl className={classes.facts} data-wide>
      {lines.map(([name, value]) => (
        <div key={name}>
          <dt>{t(`fit.${name}`)}</dt>
          <dd className="fl-number">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
