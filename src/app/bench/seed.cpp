#include "app/bench/seed.hpp"

#include "identity/password.hpp"

#include <fmt/core.h>

namespace mailapp::app {
namespace {

constexpr std::size_t batch = 1000;

std::string domain_name(std::int64_t number) {
    return fmt::format("d{:03}.bench.example", number);
}

Result<> ensure_domain(Services& services, Principal const& who, std::string const& name,
                       std::int64_t mailboxes, std::int64_t aliases) {
    if (services.domains.get(Visibility::all(), name)) return {};
    domains::NewDomain wanted;
    wanted.name = name;
    wanted.dkim_bits = 0;
    wanted.max_mailboxes = mailboxes + 1000;
    wanted.max_aliases = aliases + 1000;
    wanted.quota = std::int64_t{1} << 50;
    auto made = services.domains.create(who, wanted);
    if (!made) return made.error();
    return {};
}

/// Calls `create` with batches of names "PREFIX00001"... from `have` up to `want`.
template <class Create>
Result<> in_batches(std::string const& prefix, std::int64_t have, std::int64_t want, Create create) {
    while (have < want) {
        std::vector<std::string> names;
        while (have < want && names.size() < batch) names.push_back(fmt::format("{}{:06}", prefix, ++have));
        if (auto made = create(names); !made) return made.error();
    }
    return {};
}

}  // namespace

Result<> seed(Services& services, SeedPlan const& plan,
              std::function<void(std::string const&)> const& progress) {
    auto const who = Principal::system("bench");
    auto const hash = identity::hash_password(Secret(plan.password));
    auto const mailboxes = plan.mailboxes / plan.domains;
    auto const aliases = plan.aliases / plan.domains;
    for (std::int64_t number = 1; number <= plan.domains; ++number) {
        auto const name = domain_name(number);
        if (auto made = ensure_domain(services, who, name, mailboxes, aliases); !made) return made.error();
        auto const domain = services.domains.get(Visibility::all(), name);
        if (!domain) return domain.error();
        auto made =
            in_batches("u", domain->mailbox_count, mailboxes, [&](std::vector<std::string> const& names) {
                return services.mailboxes.create_many(who, name, names, hash);
            });
        if (!made) return made.error();
        made = in_batches("a", domain->alias_count, aliases, [&](std::vector<std::string> const& names) {
            auto tx = services.database.begin();
            for (auto const& local_part : names) {
                aliases::NewAlias alias;
                alias.address = local_part + "@" + name;
                alias.destinations = {"u" + local_part.substr(1) + "@" + name};
                if (auto alias_made = services.aliases.create_in(tx, who, alias, aliases::Limits::apply);
                    !alias_made) {
                    return Result<>(alias_made.error());
                }
            }
            tx.commit();
            return Result<>();
        });
        if (!made) return made.error();
        if (number % 10 == 0 || number == plan.domains)
            progress(fmt::format("{} of {} domains", number, plan.domains));
    }
    return {};
}

}  // namespace mailapp::app
