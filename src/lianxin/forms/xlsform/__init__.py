"""XLSForm: forms as spreadsheets with the sheets `survey`, `choices` and `settings`."""
