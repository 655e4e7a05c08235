package io.ringcast.daemon.admin;

import io.ringcast.protocol.api.BuildView;
import io.ringcast.protocol.api.ControlView;
import io.ringcast.protocol.api.DeliveryView;
import io.ringcast.protocol.api.EndView;
import io.ringcast.protocol.api.EventView;
import io.ringcast.protocol.api.HealthView;
import io.ringcast.protocol.api.KickView;
import io.ringcast.protocol.api.ListenerView;
import io.ringcast.protocol.api.ProblemView;
import io.ringcast.protocol.api.SourceView;
import io.ringcast.protocol.api.SwitchRequest;
import io.ringcast.protocol.mpegts.TsReport;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The description of the API (OpenAPI 3.1): paths from a resource, schemas from the records themselves, so that neither the daemon nor
 * the client can say anything else.
 */
final class OpenApi {

    /** Every record that the API speaks of. */
    static final List<Class<? extends Record>> RECORDS = List.of(
            SourceView.class,
            SourceView.InputView.class,
            SourceView.OutputView.class,
            TsReport.class,
            TsReport.TableReport.class,
            TsReport.ProgramReport.class,
            TsReport.PidReport.class,
            TsReport.ClockReport.class,
            TsReport.ErrorCount.class,
            ListenerView.class,
            DeliveryView.class,
            DeliveryView.TcpView.class,
            EndView.class,
            EventView.class,
            SwitchRequest.class,
            ControlView.class,
            KickView.class,
            BuildView.class,
            HealthView.class,
            ProblemView.class);

    private OpenApi() {}

    /** The whole document. */
    static String document(String version) {
        String schemas = RECORDS.stream()
                .map(type -> "\"" + type.getSimpleName() + "\": " + schema(type))
                .collect(Collectors.joining(",\n      "));
        return Resources.text("openapi.json")
                .replace("@VERSION@", version.replaceAll("[^A-Za-z0-9.+-]", ""))
                .replace("@USUAL_LIMIT@", Integer.toString(ApiRoutes.USUAL_LIMIT))
                .replace("@MAX_LIMIT@", Integer.toString(ApiRoutes.MAX_LIMIT))
                .replace("\"@SCHEMAS@\": {}", schemas);
    }

    private static String schema(Class<? extends Record> type) {
        RecordComponent[] components = type.getRecordComponents();
        String required = Arrays.stream(components)
                .filter(component -> component.getType() != Optional.class)
                .map(component -> "\"" + component.getName() + "\"")
                .collect(Collectors.joining(", "));
        String properties = Arrays.stream(components)
                .map(component -> "\"" + component.getName() + "\": " + schema(component.getGenericType()))
                .collect(Collectors.joining(", "));
        return "{\"type\": \"object\", \"required\": [" + required + "], \"properties\": {" + properties + "}}";
    }

    private static String schema(Type type) {
        if (type instanceof ParameterizedType generic) {
            String element = schema(generic.getActualTypeArguments()[0]);
            return generic.getRawType() == Optional.class
                    ? element
                    : "{\"type\": \"array\", \"items\": " + element + "}";
        } else if (type instanceof Class<?> record && record.isRecord()) {
            return "{\"$ref\": \"#/components/schemas/" + record.getSimpleName() + "\"}";
        } else if (type == String.class) {
            return "{\"type\": \"string\"}";
        } else if (type == boolean.class) {
            return "{\"type\": \"boolean\"}";
        } else if (type == int.class || type == Integer.class) {
            return "{\"type\": \"integer\", \"format\": \"int32\"}";
        } else if (type == long.class || type == Long.class) {
            return "{\"type\": \"integer\", \"format\": \"int64\"}";
        } else if (type == double.class || type == Double.class) {
            return "{\"type\": \"number\", \"format\": \"double\"}";
        }
        throw new IllegalArgumentException("component type: " + type + " (expected: one that the API writes)");
    }
}
