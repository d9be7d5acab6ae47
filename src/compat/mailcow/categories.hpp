#pragma once

#include "compat/mailcow/route_table.hpp"
#include "compat/mailcow/row_stream.hpp"
#include "compat/mailcow/services.hpp"

/// One function for each category: it adds the category's routes. What it is given outlives the table.
namespace mailapp::compat::mailcow {

void add_domain_routes(RouteTable& table, Services const& services, RowStreams& streams);
void add_domain_template_routes(RouteTable& table, Services const& services);
void add_mailbox_routes(RouteTable& table, Services const& services, RowStreams& streams);
void add_mailbox_setting_routes(RouteTable& table, Services const& services);
void add_mailbox_template_routes(RouteTable& table, Services const& services);
void add_dkim_routes(RouteTable& table, Services const& services);
void add_rate_limit_routes(RouteTable& table, Services const& services, RowStreams& streams);
void add_alias_routes(RouteTable& table, Services const& services, RowStreams& streams);
void add_alias_domain_routes(RouteTable& table, Services const& services, RowStreams& streams);
void add_administrator_routes(RouteTable& table, Services const& services);
void add_status_routes(RouteTable& table, Services const& services);

}  // namespace mailapp::compat::mailcow
