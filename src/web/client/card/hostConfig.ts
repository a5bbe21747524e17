/**
 * How cards look. Every color is a variable of the style sheet, which has them for light and dark, for print and for forced colors:
 * nothing has to be drawn again when they change. https://learn.microsoft.com/adaptive-cards/rendering-cards/host-config
 */
const foregroundColors = {
  default: { default: 'var(--text)', subtle: 'var(--subtle)' },
  dark: { default: 'var(--text)', subtle: 'var(--subtle)' },
  light: { default: 'var(--subtle)', subtle: 'var(--subtle)' },
  accent: { default: 'var(--accent)', subtle: 'var(--accent)' },
  good: { default: 'var(--good)', subtle: 'var(--good)' },
  warning: { default: 'var(--warning)', subtle: 'var(--warning)' },
  attention: { default: 'var(--attention)', subtle: 'var(--attention)' },
}

const style = (backgroundColor: string) => ({ backgroundColor, foregroundColors })

export const hostConfig = {
  supportsInteractivity: true,
  fontTypes: {
    default: {
      fontFamily: 'inherit',
      fontSizes: { small: 14, default: 16, medium: 17, large: 21, extraLarge: 26 },
      fontWeights: { lighter: 400, default: 400, bolder: 600 },
    },
    monospace: {
      fontFamily: 'var(--mono)',
      fontSizes: { small: 13, default: 14, medium: 15, large: 18, extraLarge: 22 },
      fontWeights: { lighter: 400, default: 400, bolder: 600 },
    },
  },
  spacing: { small: 6, default: 12, medium: 16, large: 24, extraLarge: 32, padding: 16 },
  separator: { lineThickness: 1, lineColor: 'var(--line)' },
  containerStyles: {
    default: style('var(--surface)'),
    emphasis: style('var(--emphasis)'),
    good: style('var(--good-back)'),
    warning: style('var(--warning-back)'),
    attention: style('var(--attention-back)'),
    accent: style('var(--accent-back)'),
  },
  // The name of the page is the first level.
  textBlock: { headingLevel: 2 },
  factSet: {
    title: { weight: 'Default', isSubtle: true, wrap: true, maxWidth: 180 },
    value: { wrap: true },
    spacing: 16,
  },
  inputs: {
    label: {
      inputSpacing: 'Small',
      requiredInputs: { weight: 'Bolder', suffix: ' *', suffixColor: 'Attention' },
      optionalInputs: { weight: 'Bolder' },
    },
    errorMessage: { color: 'Attention', size: 'Small', spacing: 'Small', weight: 'Bolder' },
  },
  actions: {
    // More than any card has: the renderer would leave out the others.
    maxActions: 40,
    actionsOrientation: 'horizontal',
    actionAlignment: 'left',
    // The style sheet has the distance, also between rows.
    buttonSpacing: 0,
    allowTitleToWrap: true,
    showCard: { actionMode: 'inline', inlineTopMargin: 12, style: 'emphasis' },
    spacing: 'default',
  },
  imageSizes: { small: 48, medium: 96, large: 192 },
}
