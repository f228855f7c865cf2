import { LANGUAGE_NAMES, LANGUAGES, setLanguage, useLanguage } from '../../text/language.ts';
import { changeSettings, STATION_LENGTH_MAX, useSettings } from '../desk/settings.ts';
import { useText } from '../text/text.ts';

/** What is set for this device. Nothing here must be done before the first scan. */
export function SettingsPanel({ onClose }: { readonly onClose: () => void }) {
  const text = useText();
  const language = useLanguage();
  const { hasSound, hasSpeech, station } = useSettings();
  return (
    <section className="settings panel" aria-labelledby="settings-title">
      <header>
        <h2 id="settings-title">{text.settings}</h2>
        <button type="button" className="quiet" onClick={onClose}>
          {text.close}
        </button>
      </header>
      <label>
        {text.station}
        <input
          maxLength={STATION_LENGTH_MAX}
          value={station}
          onChange={({ target }) => changeSettings({ station: target.value })}
        />
        <small className="soft">{text.stationHint}</small>
      </label>
      <label className="check">
        <input
          type="checkbox"
          checked={hasSound}
          onChange={({ target }) => changeSettings({ hasSound: target.checked })}
        />
        {text.sound}
      </label>
      <label className="check">
        <input
          type="checkbox"
          checked={hasSpeech}
          onChange={({ target }) => changeSettings({ hasSpeech: target.checked })}
        />
        {text.speech}
      </label>
      <fieldset>
        <legend>{text.language}</legend>
        {LANGUAGES.map((one) => (
          <label className="check" key={one} lang={one}>
            <input
              type="radio"
              name="language"
              checked={one === language}
              onChange={() => setLanguage(one)}
            />
            {LANGUAGE_NAMES[one]}
          </label>
        ))}
      </fieldset>
    </section>
  );
}
