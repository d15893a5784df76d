"""A house rule as somebody writes it (规则草稿样例): calls end at eight in the evening."""

CURFEW = """\
id: CN-HOUSE-020
title: No call after eight in the evening
title_zh: 晚八点后不打电话
clause:
  article: n/a
  verified: false
  confidence: own_knowledge
binding: lender_policy
status: in_force
in_force:
  from: 2026-01-01
  to: null
  judged_by: event_date
adoption:
  needed: true
  on_by_default: true
applies:
  jurisdiction: CN
  actions:
    - contact.call
  lender_types:
    - any
  products:
    - any
kind: gate
requires: a call begins before 20:00
breach_when: debtor_local_time >= '20:00'
verdict:
  on_breach: block
  on_missing_facts: needs_approval
says:
  zh: 本机构制度:晚八点后不打电话。请改在白天联系。
  en: House policy has no call after eight in the evening. Call by day.
tests:
  - name: five past eight
    action: contact.call
    facts:
      debtor_local_time: '20:05'
    expect: block
  - name: eight sharp
    action: contact.call
    facts:
      debtor_local_time: '20:00'
    expect: block
  - name: by day
    action: contact.call
    facts:
      debtor_local_time: '19:59'
    expect: allow
"""
LATER = CURFEW.replace("20:00", "21:00").replace("20:05", "21:05").replace("'19:59'", "'20:30'")
"""The next version: calls end at nine."""
