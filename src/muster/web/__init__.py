"""What the back office sees: pages. They translate in and out and decide nothing."""
