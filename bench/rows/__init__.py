# SPDX-License-Identifier: Apache-2.0
"""The rows. Each function takes a bench and gives measures."""
