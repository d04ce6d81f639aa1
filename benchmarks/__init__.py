"""What attempts, imports and sign-ins cost, beside a floor or a goal: `python -m benchmarks`."""
