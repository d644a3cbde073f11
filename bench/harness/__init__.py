# SPDX-License-Identifier: Apache-2.0
"""What every row needs: a Redis, processes, contenders, results. Only Python's standard library."""
