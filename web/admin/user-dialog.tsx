import { Alert, Button, NativeSelect, PasswordInput, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ROLES, type Role } from '#domain/permission.ts';
import { useErrorText } from '../app/error-text.ts';
import { useAreas } from '../app/queries.ts';
import { oneOf } from '../app/search-params.ts';
import { useText as useFrameText } from '../app/text/text.ts';
import { ask } from '../session/expiry.ts';
import { useUser } from '../session/session.tsx';
import { FormDialog } from '../ui/form-dialog.tsx';
import { toast } from '../ui/toast.tsx';
import { changedFields, useEditing } from './editing.ts';
import { useText } from './text.ts';

interface Fields {
  readonly username: string;
  readonly password: string;
  readonly role: Role;
  readonly area: string | null;
  readonly email: string | null;
}

const NEW: Fields = { username: '', password: '', role: 'dispatcher', area: null, email: null };

interface NewProps {
  readonly onClose: () => void;
}

export function NewUser({ onClose }: NewProps) {
  const text = useText();
  const frameText = useFrameText();
  const done = useDone(onClose);
  const [fields, setFields] = useState(NEW);
  const create = async () => {
    await ask('POST', '/api/v2/users', { body: { ...fields } });
    await done(text.saved(fields.username));
  };
  return (
    <FormDialog title={text.newUser} action={frameText.add} onClose={onClose} onSubmit={create}>
      {(faults) => (
        <UserInputs
          fields={fields}
          faults={faults}
          isNew
          onChange={(change) => setFields((old) => ({ ...old, ...change }))}
        />
      )}
    </FormDialog>
  );
}

interface EditProps {
  readonly id: number;
  readonly onClose: () => void;
}

/** The form appears with what the server knows of the user at this moment. */
export function EditUser({ id, onClose }: EditProps) {
  const editing = useEditing(() => ask('GET', '/api/v2/users/:id', { params: { id } }));
  const { before, save } = editing;
  if (before === undefined) return null;
  const { username, role, area, email, active } = before;
  const fields = { username, password: '', role, area, email };
  return <EditForm id={id} before={fields} isActive={active} save={save} onClose={onClose} />;
}

interface FormProps extends EditProps {
  readonly before: Fields;
  readonly isActive: boolean;
  readonly save: ReturnType<typeof useEditing>['save'];
}

function EditForm({ id, before, isActive, save, onClose }: FormProps) {
  const text = useText();
  const frameText = useFrameText();
  const me = useUser();
  const done = useDone(onClose);
  const [fields, setFields] = useState(before);
  const params = { id };
  const change = async () => {
    const body = changedFields(before, fields);
    await save((extra) => ask('PATCH', '/api/v2/users/:id', { params, body }, extra));
    await done(text.saved(fields.username));
  };
  return (
    <FormDialog
      title={text.editUser(before.username)}
      action={frameText.save}
      onClose={onClose}
      onSubmit={change}
    >
      {(faults) => (
        <>
          <UserInputs
            fields={fields}
            faults={faults}
            isOwn={me.id === id}
            onChange={(part) => setFields((old) => ({ ...old, ...part }))}
          />
          {me.id !== id && (
            <Activity id={id} name={before.username} isActive={isActive} save={save} done={done} />
          )}
        </>
      )}
    </FormDialog>
  );
}

interface ActivityProps {
  readonly id: number;
  readonly name: string;
  readonly isActive: boolean;
  readonly save: FormProps['save'];
  readonly done: (said: string) => Promise<void>;
}

/** Disabling can be undone by the same button: nothing is asked first. */
function Activity({ id, name, isActive, save, done }: ActivityProps) {
  const text = useText();
  const errorText = useErrorText();
  const [error, setError] = useState<unknown>(null);
  const toggle = async () => {
    const body = { active: !isActive };
    try {
      await save((extra) => ask('PATCH', '/api/v2/users/:id', { params: { id }, body }, extra));
      await done(isActive ? text.disabledNow(name) : text.enabledNow(name));
    } catch (refusal) {
      setError(refusal);
    }
  };
  return (
    <div>
      {error !== null && (
        <Alert color="red" role="alert" mb="xs">
          {errorText(error)}
        </Alert>
      )}
      <Button variant="light" color={isActive ? 'red' : 'green'} size="xs" onClick={toggle}>
        {isActive ? text.disable : text.enable}
      </Button>
    </div>
  );
}

interface InputsProps {
  readonly fields: Fields;
  readonly faults: Readonly<Record<string, string | undefined>>;
  readonly isNew?: boolean;
  /** Nobody changes their own role, area or password here. */
  readonly isOwn?: boolean;
  readonly onChange: (change: Partial<Fields>) => void;
}

function UserInputs({ fields, faults, isNew = false, isOwn = false, onChange }: InputsProps) {
  const text = useText();
  const frameText = useFrameText();
  const areas = useAreas().data ?? [];
  return (
    <>
      <TextInput
        label={text.username}
        description={text.usernameHint}
        value={fields.username}
        error={faults.username}
        onChange={(event) => onChange({ username: event.currentTarget.value })}
        autoCapitalize="none"
        autoComplete="off"
        spellCheck={false}
        data-autofocus
        required
        withAsterisk={false}
      />
      <NativeSelect
        label={text.role}
        description={text.roleHints[fields.role]}
        value={fields.role}
        error={faults.role}
        disabled={isOwn}
        data={ROLES.map((value) => ({ value, label: frameText.roles[value] }))}
        onChange={(event) =>
          onChange({ role: oneOf(ROLES, event.currentTarget.value) ?? 'biller' })
        }
      />
      <NativeSelect
        label={text.area}
        description={text.areaHint}
        value={fields.area ?? ''}
        error={faults.area}
        disabled={isOwn}
        data={[{ value: '', label: text.noArea }, ...areas.map(({ name }) => name)]}
        onChange={(event) => onChange({ area: event.currentTarget.value || null })}
      />
      <TextInput
        label={text.email}
        type="email"
        value={fields.email ?? ''}
        error={faults.email}
        onChange={(event) => onChange({ email: event.currentTarget.value || null })}
        autoComplete="off"
      />
      {!isOwn && (
        <PasswordInput
          label={isNew ? text.password : text.newPassword}
          description={isNew ? text.passwordHint : text.passwordKeep}
          value={fields.password}
          error={faults.password}
          onChange={(event) => onChange({ password: event.currentTarget.value })}
          autoComplete="new-password"
          required={isNew}
          withAsterisk={false}
        />
      )}
    </>
  );
}

function useDone(onClose: () => void): (said: string) => Promise<void> {
  const client = useQueryClient();
  return async (said) => {
    toast(said);
    onClose();
    await client.invalidateQueries({ queryKey: ['users'] });
  };
}
