import { Alert } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useMay } from '../session/session.tsx';
import { Facts, Sheet } from '../ui/facts.tsx';
import { useFormat } from '../ui/format.ts';
import { Page } from '../ui/page.tsx';
import { Failed, Loading, NoPermission } from '../ui/states.tsx';
import { FateChoice } from './fate-choice.tsx';
import { ImportActions } from './import-actions.tsx';
import { ImportStateBadge } from './import-badges.tsx';
import { ImportRows } from './import-rows.tsx';
import { type Import, importQuery, isUnderWay } from './queries.ts';
import { useServerSentence } from './sentences.ts';
import { useText } from './text.ts';

const route = getRouteApi('/imports/$id');

/** One import: how far it is, what became of each row, and what can be done next. */
export function ImportPage() {
  const { id } = route.useParams();
  const text = useText();
  const mayImport = useMay('import');
  const { data, error, refetch } = useQuery({ ...importQuery(id), enabled: mayImport });
  if (!mayImport) {
    return (
      <Page title={text.one}>
        <NoPermission />
      </Page>
    );
  }
  return (
    <Page
      key={id}
      title={data?.file.name ?? text.one}
      lead={data && <Lead one={data} />}
      actions={data && <ImportActions one={data} />}
    >
      {error !== null && data === undefined && (
        <Failed error={error} onRetry={() => void refetch()} />
      )}
      {error === null && data === undefined && <Loading rows={4} height={96} />}
      {data !== undefined && <Content one={data} />}
    </Page>
  );
}

function Lead({ one }: { readonly one: Import }) {
  const text = useText();
  return (
    <>
      {text.kinds[one.kind]}, {text.modes[one.mode]} <ImportStateBadge state={one.state} />
    </>
  );
}

function Content({ one }: { readonly one: Import }) {
  const { fate } = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <>
      {isUnderWay(one) && <Progress one={one} />}
      <Notices one={one} />
      {one.rows !== null && (
        <FateChoice
          one={one}
          fate={fate}
          onChoose={(chosen) => {
            void navigate({ search: { ...(chosen && { fate: chosen }) }, replace: true });
          }}
        />
      )}
      <ImportFacts one={one} />
      {one.rows !== null && <ImportRows key={one.id} one={one} fate={fate} />}
    </>
  );
}

function Progress({ one: { state, progress, mode, undo } }: { readonly one: Import }) {
  const text = useText();
  const doing = undo === null ? text.doing[mode] : text.undoing;
  const label = state === 'queued' ? text.queued : doing;
  return (
    <div className="tt-progress" role="status">
      <span>{label}</span>
      <span className="tt-number">{Math.floor(progress * 100)} %</span>
      <progress value={progress} aria-label={label} />
    </div>
  );
}

/** What is to be known before the rows are read. */
function Notices({ one }: { readonly one: Import }) {
  const text = useText();
  const format = useFormat();
  const say = useServerSentence();
  const { fault, sameAs, dryRun, changed, undo, state, mode } = one;
  return (
    <>
      {fault !== null && (
        <Alert
          color="red"
          role="alert"
          title={hasFates(one) ? text.faultMidway : text.fault}
          mb="md"
        >
          {say(fault)}
        </Alert>
      )}
      {mode === 'dry_run' && state === 'done' && (
        <p className="tt-banner" data-good>
          {text.nothingChanged}
        </p>
      )}
      {sameAs !== null && sameAs !== dryRun && (
        <Linked told={text.sameAs} link={text.show} id={sameAs} />
      )}
      {dryRun !== null && !isUnderWay(one) && state !== 'failed' && (
        <Linked
          told={changed === 0 ? text.asForeseen : text.fromDryRun(format.number(changed))}
          link={text.seeDryRun}
          id={dryRun}
          isGood={changed === 0}
        />
      )}
      {undo !== null && (
        <p className="tt-banner">
          {text.undoTold(
            format.number(undo.undone),
            format.number(undo.kept),
            format.number(undo.refused),
          )}
        </p>
      )}
    </>
  );
}

function hasFates({ counts }: Import): boolean {
  return Object.values(counts).some((count) => count > 0);
}

interface LinkedProps {
  readonly told: string;
  readonly link: string;
  readonly id: string;
  readonly isGood?: boolean;
}

/** Something about another import, and the way to it. */
function Linked({ told, link, id, isGood = false }: LinkedProps) {
  return (
    <p className="tt-banner" data-good={isGood || undefined}>
      <span>
        {told}{' '}
        <Link to="/imports/$id" params={{ id }}>
          {link}
        </Link>
      </span>
    </p>
  );
}

function ImportFacts({ one }: { readonly one: Import }) {
  const text = useText();
  const format = useFormat();
  return (
    <Sheet>
      <Facts
        facts={[
          [text.by, one.createdBy],
          [text.sent, format.moment(one.createdAt)],
          [text.finished, one.finishedAt === null ? null : format.moment(one.finishedAt)],
          [text.existing, text.existings[one.existing]],
          [text.area, one.area],
          [text.undoneBy, one.undo === null ? null : one.undo.by],
        ]}
      />
    </Sheet>
  );
}
