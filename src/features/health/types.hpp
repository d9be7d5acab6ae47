#pragma once

#include "reflect/members.hpp"

#include <string>
#include <vector>

namespace mailapp::health {

enum class HealthState { healthy, degraded };
BOOST_DESCRIBE_ENUM(HealthState, healthy, degraded)

struct HealthReason {
    std::string code;     ///< "service.stopped"
    std::string subject;  ///< which service, follower or disk; "" where there is only one
    std::string detail;   ///< a sentence for people
};
BOOST_DESCRIBE_STRUCT(HealthReason, (), (code, subject, detail))

struct Health {
    HealthState state = HealthState::healthy;
    std::vector<HealthReason> reasons;
};
BOOST_DESCRIBE_STRUCT(Health, (), (state, reasons))

}  // namespace mailapp::health
