"""What every widget is put together from: dialog, field, disclosure, messages, style sheet."""
