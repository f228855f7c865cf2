// All styles of the app but those of the search, in one sheet: each would be a trip to the server,
// and together they are smaller than a picture.
//
// Of Mantine those of the components that are used, in the order that its manual gives: the sheet
// with all of them is three times as large. A component that is used for the first time is added.
import '@mantine/core/styles/baseline.css';
import '@mantine/core/styles/default-css-variables.css';
import '@mantine/core/styles/global.css';
import '@mantine/core/styles/ScrollArea.css';
import '@mantine/core/styles/UnstyledButton.css';
import '@mantine/core/styles/VisuallyHidden.css';
import '@mantine/core/styles/Paper.css';
import '@mantine/core/styles/CloseButton.css';
import '@mantine/core/styles/Group.css';
import '@mantine/core/styles/Loader.css';
import '@mantine/core/styles/Overlay.css';
import '@mantine/core/styles/ModalBase.css';
import '@mantine/core/styles/Input.css';
import '@mantine/core/styles/ActionIcon.css';
import '@mantine/core/styles/Alert.css';
import '@mantine/core/styles/Anchor.css';
import '@mantine/core/styles/Button.css';
import '@mantine/core/styles/List.css';
import '@mantine/core/styles/Modal.css';
import '@mantine/core/styles/NumberInput.css';
import '@mantine/core/styles/PasswordInput.css';
import '@mantine/core/styles/Stack.css';
import '@mantine/core/styles/Text.css';
import '@mantine/core/styles/Title.css';
import '../ui/colour.css';
import './app.css';
import '../ui/badges.css';
import '../ui/drop-down.css';
import '../ui/facts.css';
import '../ui/figure.css';
import '../ui/filters.css';
import '../ui/long-list.css';
import '../ui/states.css';
import '../ui/timeline.css';
import './frame.css';
import '../admin/admin.css';
import '../alerts/alerts.css';
import '../audit/audit.css';
import '../keys/keys.css';
import '../dashboard/dashboard.css';
import '../floor/floor.css';
import '../imports/imports.css';
import '../labels/labels.css';
import '../reports/reports.css';
import '../trace/trace.css';
import '../webhooks/webhooks.css';
