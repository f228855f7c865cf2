import {
  createTheme,
  defaultVariantColorsResolver,
  type VariantColorsResolver,
} from '@mantine/core';

/**
 * Mantine's components in the colours of `ui/colour.css`. Everything is the accent; `red` is for
 * what cannot be undone and for errors, `yellow` for notices.
 */
const variantColorResolver: VariantColorsResolver = (input) => {
  const standard = defaultVariantColorsResolver(input);
  const [strong, tint, contrast] = coloursOf(input.color);
  if (input.variant === 'filled') {
    return {
      background: strong,
      hover: `color-mix(in srgb, ${strong} 88%, var(--ink))`,
      color: contrast,
      border: '1px solid transparent',
    };
  }
  if (input.variant === 'light') {
    const hover = `color-mix(in srgb, ${tint} 85%, ${strong})`;
    return { background: tint, hover, color: strong, border: '1px solid transparent' };
  }
  if (input.variant === 'subtle') {
    return { ...standard, color: strong, hover: tint };
  }
  return standard;
};

function coloursOf(color: string | undefined): readonly [string, string, string] {
  if (color === 'red') return ['var(--error)', 'var(--error-tint)', 'var(--sheet)'];
  if (color === 'yellow') return ['var(--notice)', 'var(--notice-tint)', 'var(--sheet)'];
  if (color === 'gray') return ['var(--soft)', 'var(--ground)', 'var(--sheet)'];
  return ['var(--accent)', 'var(--tint)', 'var(--on-accent)'];
}

/**
 * Nothing that writes a `<style>` element: the policy of the pages allows style sheets of our own
 * only. Hence no locked scrolling behind dialogs.
 */
const modal = { lockScroll: false, transitionProps: { duration: 120 } };

export const theme = createTheme({
  primaryColor: 'green',
  variantColorResolver,
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  fontFamily: 'var(--text)',
  fontFamilyMonospace: 'var(--mono)',
  headings: { fontFamily: 'var(--text)', fontWeight: '650' },
  components: {
    Modal: { defaultProps: { ...modal, radius: 'lg', padding: 'lg' } },
    // Its element would be a second banner of the page.
    ModalHeader: { defaultProps: { role: 'none' } },
    Alert: { defaultProps: { variant: 'light', radius: 'md' } },
  },
});
