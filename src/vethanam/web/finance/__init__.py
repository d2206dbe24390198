"""Finance: the cost of proposed orders, compared; everybody's arrears."""
