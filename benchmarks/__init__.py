"""What an attempt costs, beside a floor: `python -m benchmarks`."""
