#pragma once

#include "features/testing/names.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <stdexcept>

namespace mailapp::testing {

inline aliases::NewAlias forwarding(std::string address,
                                    std::vector<std::string> destinations = {"away@far.example"}) {
    aliases::NewAlias wanted;
    wanted.address = std::move(address);
    wanted.destinations = std::move(destinations);
    return wanted;
}

/// Two domains, an alias domain of the first, and a mailbox anna in it.
class AliasesTest : public ::testing::TestWithParam<db::Engine> {
protected:
    AliasesTest() {
        names.add_domain("one.example");
        names.add_domain("two.example", 2);
        names.add_alias_domain("alias.example", "one.example");
        names.add_mailbox("anna", "one.example");
        names.mark();
    }
    aliases::Service& service() { return names.aliases; }
    aliases::Alias must_create(aliases::NewAlias const& wanted) {
        auto created = service().create(names.who, wanted);
        if (!created) throw std::runtime_error(created.error().code);
        names.mark();
        return std::move(*created);
    }
    std::string create_code(aliases::NewAlias const& wanted) {
        return code_of(service().create(names.who, wanted));
    }
    std::string update_code(std::int64_t id, aliases::AliasPatch patch) {
        return code_of(service().update(names.who, id, std::move(patch)));
    }
    void in_transaction(std::function<void(db::Transaction&)> const& work) {
        auto tx = names.database->begin();
        work(tx);
        tx.commit();
    }
    Names names{GetParam()};
};

}  // namespace mailapp::testing
