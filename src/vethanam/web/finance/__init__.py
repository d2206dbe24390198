"""Finance: what a proposed order would cost, put beside others; the arrears of everybody."""
