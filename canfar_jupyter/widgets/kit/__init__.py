"""Building blocks of all widgets: dialog, field, disclosure, messages, style sheet."""
