#include "stack/redis/render.hpp"

#include "stack/template.hpp"

namespace mailapp::stack::redis {

std::vector<RenderedFile> render(RenderSettings const& settings) {
    TemplateValues const values{{
        {"socket", settings.instance.redis_socket().string()},
        {"password", settings.redis_password},
        {"data", settings.instance.data().string()},
    }};
    auto const text = expand(embedded_template("redis.conf.mustache"), values, refusing("Redis", "\"\\ "));
    return {{"redis/redis.conf", text, 0640, "redis"}};
}

}  // namespace mailapp::stack::redis
