/** Words for the concepts of concepts-english.ts in Spanish, accents folded by the reader: id | words. Data. */
export const SPANISH_CONCEPTS = `
operator | representante*, agente*, operador*, asesor*, persona, alguien, hablar, ejecutivo*, recepcion*, ser humano, consultor*, ejecutivo, gerente, humano, persona real
customer_service | servicio al cliente, atencion al cliente, servicio cliente, atencion cliente
other | otro*, otra*, otras consultas, otra consulta, cualquier otr*, demas
general_info | informacion*, consulta*, pregunta*, general*
complaint | queja*, reclamo*, reclamacion*, molest*, sugerencia*
sales | venta*, comprar, compra*, contrat*, nuevo cliente, promocion*, oferta*, adquirir
business | empresa*, negocio*, comercial*, empresarial*
residential | particular*, residencial*, hogar*
billing | factura*, facturacion, cobro*, recibo*, cargo*, cobraron, cuenta alta, muy alta, recibo, muy cara, demasiado, subio
payment | pago*, pagar, abonar, domiciliacion*, pague, pagar recibo, liquidar
payment_arrangement | plan de pago*, plazos, convenio*, prorroga*, no puedo pagar, acuerdo de pago, atrasad*
balance | saldo*, cuanto debo, cuanto dinero, balance*, dinero cuenta
transactions | movimiento*, transaccion*, extracto*, estado de cuenta
account | cuenta*
account_changes | actualizar, datos personales, modificar datos, cambiar datos, cambios cuenta
address_change | direccion, cambio direccion, cambiar direccion, domicilio
refund | reembolso*, devolucion dinero, devolver dinero, reintegro*, devolvieron, mi dinero, regresen dinero
dispute | disput*, cobraron dos veces, cargo no reconocido, no reconozco, cargo equivocado, cobro indebido
fraud | fraude*, sospechos*, estafa*, hacke*, robo de identidad
lost_stolen | perdid*, robo, robad*, robaron, perdi, extravi*, cartera, bolso, billetera, se perdio, no encuentro
card | tarjeta*
activate | activ*
loan | prestamo*, credito*, financiamiento*, financiamiento, comprar coche, comprar carro, comprar casa, necesito dinero, prestado
mortgage | hipoteca*, hipotecari*
transfer_money | transferencia*, transferir
investment | inversion*, acciones
online_access | banca en linea, pagina web, aplicacion, sitio web, portal, en linea, app
password | contrasena*, clave*, acceso*, usuario*, iniciar sesion
new_order | hacer pedido, nuevo pedido, ordenar, pedir, hacer un pedido
order | pedido*, orden*
order_status | estado pedido, estado de pedido, estado orden, donde esta pedido, seguimiento pedido
track | rastre*, seguimiento*, paquete*, donde esta, no ha llegado, no llego, envio*, donde esta mi, cuando llega, mi paquete, llega
delivery | entrega*, envio*, reparto*, repartidor*
missing_item | falta, faltante*, incompleto*
damaged | danad*, roto*, rota*, defectuos*
returns | devolucion*, cambio producto, cambio*, devolver
warranty | garantia*
repair | reparacion*, reparar, tecnico*, averia*, mantenimiento
cancel | cancel*, dar de baja, baja, terminar contrato, anular, cancelar, ya no quiero, terminar
renew | renov*
plan_change | cambiar plan, cambio plan, plan*, tarifa*, paquete*
new_service | nueva linea, linea nueva, alta*, contrat*, nuevo servicio, servicio nuevo, quiero electricidad, quiero luz, quiero internet, casa nueva, conectar, abrir cuenta, dar de alta
moving | mudanza*, mudar*, traslado*, mudo, mude, casa nueva, nueva casa, cambio de casa, nueva direccion
installation | instalacion*, instalar
tech_support | soporte tecnico, soporte*, asistencia tecnica, tecnic*, ayuda tecnica
not_working | no funciona, funciona*, problema*, no tengo internet, no sirve, falla*, fallas, lento*, averia*, sin servicio, no tengo senal, no hay, no me funciona, no prende, no enciende, se cae, se corta, no conecta
outage | apagon*, corte*, sin luz, no hay luz, sin electricidad, averia*, interrupcion*, se fue luz, sin energia, no hay electricidad, no tiene electricidad, oscuro
internet | internet, wifi, fibra, router, modem
tv | television, tele, canal*, cable
mobile | movil*, celular*, sim, telefono
power | electricidad, luz, electric*
gas | gas
gas_leak | olor gas, fuga gas, fuga de gas, huele gas
water | agua*
leak | fuga*, inundacion*
meter_reading | lectura*, medidor*, contador*
emergency | emergencia*, urgen*, peligro
claims | siniestro*, reclamacion*, reclamo*, parte
new_claim | reportar siniestro, reportar accidente, accidente*, nuevo siniestro, nuevo reclamo, choque*, parte de accidente
claim_status | estado reclamo, estado reclamacion, reclamo existente, siniestro existente, siniestro abierto, estado siniestro
policy | poliza*, seguro*
coverage | cobertura*, beneficio*, cubre*
quote | cotizacion*, presupuesto*, precio*
roadside | asistencia en carretera, asistencia vial, grua*, remolque*, ponchad*, pinch*
appointment | cita*, turno*, consulta medica, examen*, vacuna*, ver doctor, ver medico, consulta con, agendar
reschedule | cambiar cita, cancelar cita, reprogramar, reagendar, no puedo ir, no podre, otra fecha, cambiar hora
prescription | receta*, medicamento*, medicina*
refill | resurtir, renovar receta, surtir
test_results | resultado*, laboratorio*, analisis, examenes
doctor | doctor*, medico*
nurse | enfermera*, enfermero*, fiebre, dolor
records | expediente*, historial medico, historia clinica
reservation_new | reserv*, reservacion*, habitacion*, nueva reserva, vuelo nuevo
change_reservation | cambiar reserva, cancelar reserva, modificar reserva, reserva existente, cambiar vuelo, cambiar reservacion
flight_status | estado vuelo, estado de vuelo, llegadas, salidas, retras*, demorad*
timetable | horario*
tickets | boleto*, billete*, entrada*, pasaje*
baggage | equipaje*, maleta*
lost_property | objetos perdidos, objeto perdido, olvide
loyalty | puntos, millas, recompensa*
hours | horario*, abierto*, abren, cierran, hora*
location | ubicacion*, sucursal*, tienda*, direccion tienda, donde queda, cercan*
jobs | empleo*, trabajo, vacante*, recursos humanos
tax | impuesto*, fiscal*
documents | documento*, certificado*, formulario*, constancia*
apply | solicitud*, solicitar, inscripcion*, inscribir*
status | estado, avance
extension | extension
callback | devolver llamada, devuelvan llamada, llamen
`;
