import { useText as useFrameText } from '../app/text/text.ts';
import { useMay } from '../session/session.tsx';
import { Page } from '../ui/page.tsx';
import { NoPermission } from '../ui/states.tsx';
import { IssuedLabels } from './issued-labels.tsx';
import { NewLabels } from './new-labels.tsx';
import { useText } from './text.ts';

/** Labels are issued here, and all that were are listed. */
export function LabelsPage() {
  const text = useText();
  const mayIssue = useMay('issueLabels');
  const { labels } = useFrameText();
  if (!mayIssue) {
    return (
      <Page title={labels}>
        <NoPermission />
      </Page>
    );
  }
  return (
    <Page title={labels} lead={text.lead}>
      <NewLabels />
      <IssuedLabels />
    </Page>
  );
}
