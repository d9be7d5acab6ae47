#pragma once

#include "reflect/enums.hpp"
#include "reflect/members.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace mailapp::search {

enum class Kind { domain, alias_domain, mailbox, alias };
BOOST_DESCRIBE_ENUM(Kind, domain, alias_domain, mailbox, alias)

struct SearchHit {
    Kind kind = Kind::domain;
    std::string key;   ///< what its address in the API ends with: a name, an address, the id of an alias
    std::string name;  ///< domain name as people know it, or address
    std::string description;  ///< of the domain; the target; the person; the first destination
    bool active = true;
};
BOOST_DESCRIBE_STRUCT(SearchHit, (), (kind, key, name, description, active))

struct SearchAnswer {
    std::vector<SearchHit> items;  ///< the best first, in each kind
};
BOOST_DESCRIBE_STRUCT(SearchAnswer, (), (items))

struct SearchQuery {
    static constexpr bool is_request = true;
    static constexpr std::array required_members{"q"};
    std::string q;            ///< a part of a name, an address, a description or a tag
    std::int64_t limit = 10;  ///< of each kind
};
BOOST_DESCRIBE_STRUCT(SearchQuery, (), (q, limit))

}  // namespace mailapp::search
