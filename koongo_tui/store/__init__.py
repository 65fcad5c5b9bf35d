"""What stays on disk: paths, configuration, secrets, setup progress, history, reports, budgets."""
