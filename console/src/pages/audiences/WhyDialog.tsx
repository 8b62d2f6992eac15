import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { useAnswer } from "@/api/queries";
import type { Customer } from "@/api/shapes";
import { useFormats } from "@/i18n/format";
import type { Say } from "@/pages/audiences/sentence";
import type { Audience, AudienceMember } from "@/pages/audiences/shapes";
import { reasonsOf } from "@/pages/audiences/why";
import { ErrorState } from "@/shared/ErrorState";
import { Loading } from "@/shared/Loading";

interface WhyDialogProps {
  audience: Audience;
  member: AudienceMember | null;
  onClose: () => void;
}

/** Each condition of the rule beside what is known of this customer. */
export function WhyDialog({ audience, member, onClose }: WhyDialogProps) {
  const { t } = useTranslation("audiences");
  const name = member?.name || t("common:someone");
  return (
    <Modal
      opened={member !== null}
      onClose={onClose}
      size="lg"
      title={t("why.title", { name })}
      closeButtonProps={{ "aria-label": t("common:close") }}
    >
      {member && <Reasons audience={audience} id={member.id} />}
    </Modal>
  );
}

function Reasons({ audience, id }: { audience: Audience; id: string }) {
  const { t } = useTranslation("audiences");
  const { moment } = useFormats();
  const { data, error } = useAnswer<Customer>(`/customers/${id}`);
  if (error) return <ErrorState error={error} />;
  if (!data) return <Loading lines={4} />;
  return (
    <Stack gap="md">
      {reasonsOf(audience.rule, data, t as Say, moment).map((reason) => (
        <div key={reason.key}>
          <Text size="sm" fw={600}>
            {reason.condition}
          </Text>
          <Text size="sm" c="dimmed">
            {reason.fact}
          </Text>
        </div>
      ))}
      <Group justify="flex-end">
        <Button component={Link} to={`/customers/${id}`} variant="default">
          {t("why.profile")}
        </Button>
      </Group>
    </Stack>
  );
}
